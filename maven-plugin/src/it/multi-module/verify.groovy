def log = new File(basedir, 'build.log').text
['first one', 'second'].each { assert new File(basedir, "$it/target/classes/models/digits/saved_model.pb").file }
assert log.count('digits: up to date; model, options and version have not changed') == 2
assert !log.contains('not marked @threadSafe')

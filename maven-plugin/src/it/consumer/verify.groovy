def log = new File(basedir, 'build.log').text
assert log.contains('Tests run: 1, Failures: 0, Errors: 0, Skipped: 0')
def entries = new java.util.zip.ZipFile(new File(basedir, 'model/target/model-1.0.jar')).withCloseable { it.entries().toList()*.name }
assert entries.contains('models/digits/saved_model.pb')

def log = new File(basedir, 'build.log').text
assert log =~ /broken: FERRY-1\d\d\d model '.*broken\.onnx'/
assert !log.contains('FERRY-9')
assert !new File(basedir, 'target/classes/models').exists()

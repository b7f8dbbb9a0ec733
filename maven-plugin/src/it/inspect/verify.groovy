def log = new File(basedir, 'build.log').text
assert log.contains('input      image: float[batch, 1, 8, 8]')
assert log.contains('converts   yes')
assert log.contains('FERRY-5100 models: nothing matches [src/none/*.onnx]')
assert log.contains('User property: onnxferry.failOnMismatch')

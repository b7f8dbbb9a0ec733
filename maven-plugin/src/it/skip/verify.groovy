def log = new File(basedir, 'build.log').text
assert log.count('skipped, as onnxferry.skip is set') == 3
['inspect', 'convert', 'check'].each { assert log.contains("skipped, as onnxferry.${it}.skip is set") }
assert !new File(basedir, 'target').exists()

def log = new File(basedir, 'build.log').text
def folder = ['target/reports', 'target/site'].collect { new File(basedir, it) }.find { it.directory }
def page = new File(folder, 'onnxferry.html').text
assert page.contains('Parity holds on 9 records') && page.contains('logits')
assert new File(folder, 'onnxferry/digits.html').file
assert log.contains('skipped, as onnxferry.report.skip is set')

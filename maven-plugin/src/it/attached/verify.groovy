def zip = new File(localRepositoryPath, 'io/github/onnxferry/it/attached/1.0/attached-1.0-savedmodel.zip')
def entries = new java.util.zip.ZipFile(zip).withCloseable { it.entries().toList()*.name }
assert entries.contains('digits/3/saved_model.pb')
assert !new File(basedir, 'target/classes').exists()
assert new File(basedir, 'build.log').text.contains('attached-1.0-savedmodel.zip: up to date')

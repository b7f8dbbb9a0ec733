import groovy.xml.XmlSlurper

def log = new File(basedir, 'build.log').text
def say = { String text -> assert log.contains(text) : text }

say('digits: to be done, as there is no record of an earlier run')
say('digits: parity holds on 9 records')
assert log.count('digits: up to date; model, options and version have not changed') == 2
say('digits: to be done, as optimise is 0 and was 1')
say('digits: to be done, as the SavedModel changed')

assert new File(basedir, 'target/classes/models/digits/saved_model.pb').file
['html', 'md', 'json', 'sarif'].each { assert new File(basedir, "target/onnxferry-reports/digits.$it").length() > 0 }
def junit = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-onnxferry-digits.xml'))
assert junit.testsuite.size() == 1
assert junit.testsuite.@failures == '0'

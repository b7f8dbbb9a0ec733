import groovy.xml.XmlSlurper

def log = new File(basedir, 'build.log').text
def failure = /ERROR.*digits: FERRY-5003 digits: output 'logits' differs on 9 of 9 records: at most \S+ apart, \S+ times what is allowed; on /
assert log =~ failure
assert log =~ /WARN.*digits: output 'logits' differs on 9 of 9 records/
assert log.count('BUILD FAILURE') == 2
assert log.count('BUILD SUCCESS') == 1

def junit = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-onnxferry-digits.xml'))
assert junit.testsuite.@failures != '0'
assert new File(basedir, 'target/onnxferry/failures/digits').directory

import groovy.xml.XmlSlurper

def log = new File(basedir, 'build.log').text
assert log.contains('digits: parity holds on 9 records')
assert log.contains('digits: to be done, as maxAbs is 1.0E-30 and was not set')
assert log =~ /ERROR.*output 'logits': maxAbs is \S+, at most 1\.00e-30 is asked for/
def junit = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-onnxferry-digits-limits.xml'))
assert junit.@tests == '2' && junit.@failures == '1'

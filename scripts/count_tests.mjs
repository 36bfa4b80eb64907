// Closes a CI run with the plain line that any reader of its output understands: 'N passed, N failed'. Exit codes of other
// steps, given behind the file of the results, count as a test each. Before it stands what was not tried.
import { readFileSync } from 'node:fs';

const [file = '', ...steps] = process.argv.slice(2);
let counts = { testResults: [], numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 };
try {
  counts = JSON.parse(readFileSync(file, 'utf8'));
} catch (error) {
  process.stdout.write(`No test results: ${error.message}\n`);
}
const skipped = (counts.testResults ?? []).flatMap(({ assertionResults }) =>
  assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending'),
);
for (const { fullName } of skipped) process.stdout.write(`Not tried: ${fullName}\n`);

const failedSteps = steps.filter((code) => code !== '0').length;
const passed = counts.numPassedTests + steps.length - failedSteps;
// A file that could not be loaded has no failed test, yet failed; a run without tests proves nothing.
const atLeast = counts.numFailedTestSuites > 0 || counts.numPassedTests === 0 ? 1 : 0;
const failed = Math.max(counts.numFailedTests, atLeast) + failedSteps;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

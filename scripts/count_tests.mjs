// Closes a CI run with the plain line that any reader of its output understands: 'N passed, N failed'.
import { readFileSync } from 'node:fs';

let counts = { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 };
try {
  counts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
} catch (error) {
  process.stdout.write(`No test results: ${error.message}\n`);
}
const passed = counts.numPassedTests;
// A file that could not be loaded has no failed test, yet failed; a run without tests proves nothing.
const failed = Math.max(counts.numFailedTests, counts.numFailedTestSuites > 0 ? 1 : 0, passed === 0 ? 1 : 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

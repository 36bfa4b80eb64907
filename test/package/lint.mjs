// What publint and "Are the types wrong?" say of a package: node lint.mjs FOLDER TARBALL
import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';

const [folder, tarball] = process.argv.slice(2);
const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
process.stdout.write(JSON.stringify({ publint: messages, types: analysis.types, problems: analysis.problems ?? [] }));

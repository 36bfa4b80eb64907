import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

export const root = resolve(import.meta.dirname, '../..');

/** One import of a file: the file it leads to, relative to the root, or the name of a package. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Gone once compiled: `import type` or `export type`. */
  readonly typeOnly: boolean;
}

/** Files under a folder of the repository but for installed packages, relative to its root, in alphabetical order. */
export function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.includes('/node_modules/'))
    .sort();
}

/** All imports of a TypeScript file: static, re-exports, dynamic and in types. */
export function importsOf(file: string): Import[] {
  return importsOfText(file, readFileSync(join(root, file), 'utf8'));
}

/** As `importsOf`, of a text that stands for the file. */
export function importsOfText(file: string, text: string): Import[] {
  const typeOnly = new Set<string>();
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const erased = ts.isExportDeclaration(statement)
      ? statement.isTypeOnly
      : statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    const specifier = statement.moduleSpecifier;
    if (erased && specifier && ts.isStringLiteral(specifier)) typeOnly.add(specifier.text);
  }
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({
    from: file,
    to: fileName.startsWith('.')
      ? relative(root, resolve(root, dirname(file), fileName.replace(/\?.*$/, ''))).replaceAll('\\', '/')
      : fileName,
    typeOnly: typeOnly.has(fileName),
  }));
}

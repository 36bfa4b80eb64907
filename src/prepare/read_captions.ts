import { isRecord, parseObject } from '../data/json.ts';
import { DataError } from '../errors.ts';
import { readCsv } from './csv.ts';
import { readCocoAnnotations, readKarpathy } from './formats/json_captions.ts';
import { isMetadata, parsed, readMetadataLines } from './formats/metadata.ts';
import { isTokenLine, readFlickr8kTokens, readTable } from './formats/text_captions.ts';
import type { CaptionsFile, Mention } from './mention.ts';

const EXPECTED =
  "COCO's annotations, Karpathy's dataset_….json, Flickr8k's captions.txt or token.txt, or Hugging Face's metadata.jsonl or metadata.csv";

/**
 * Reads a file of captions. Its content, not its name, decides its format.
 * @param where name of the file in messages
 * @throws DataError when it has none of the formats, or naming the invalid line or entry
 */
export function readCaptions(where: string, text: string): CaptionsFile {
  const read = readerOf(where, text);
  const mentions = read.mentions();
  if (mentions.some(({ captions }) => captions.length > 0)) return { format: read.format, mentions };
  throw new DataError({ where, expected: `captions, in ${read.format}`, found: 'none' });
}

interface Reader {
  readonly format: string;
  readonly mentions: () => Mention[];
}

function readerOf(where: string, text: string): Reader {
  const first = /\S.*/.exec(text)?.[0] ?? '';
  if (first.startsWith('{') || first.startsWith('[')) return jsonReader(where, text, first);
  if (isTokenLine(first)) {
    return { format: "Flickr8k's token.txt", mentions: () => readFlickr8kTokens(where, text) };
  }
  const table = tableName(first);
  if (table !== undefined) return { format: table, mentions: () => readTable(where, text) };
  throw new DataError({ where: `${where}, line 1`, expected: EXPECTED, found: JSON.stringify(first) });
}

function jsonReader(where: string, text: string, firstLine: string): Reader {
  const first = parsed(firstLine);
  if (isRecord(first) && isMetadata(Object.keys(first))) {
    return { format: "Hugging Face's metadata.jsonl", mentions: () => readMetadataLines(where, text) };
  }
  const isWhole = firstLine.trim().length === text.trim().length;
  const content = isRecord(first) && isWhole ? first : parseObject(where, text, EXPECTED);
  if ('annotations' in content && 'images' in content) {
    return { format: "COCO's annotations", mentions: () => readCocoAnnotations(where, content) };
  }
  if ('images' in content) {
    return { format: "Karpathy's dataset.json", mentions: () => readKarpathy(where, content) };
  }
  const found = `an object of ${Object.keys(content).slice(0, 8).join(', ') || 'nothing'}`;
  throw new DataError({ where, expected: EXPECTED, found });
}

/** The format of a table with this first line; `undefined` if it is not a table, or has other columns. */
function tableName(line: string): string | undefined {
  const names = line.includes(',') ? [...readCsvLine(line)] : [];
  if (!isMetadata(names)) return undefined;
  return names.includes('file_name') ? "Hugging Face's metadata.csv" : "Flickr8k's captions.txt";
}

function readCsvLine(line: string): readonly string[] {
  try {
    return [...readCsv('', line)].flatMap(({ cells }) => cells.map((name) => name.trim()));
  } catch {
    return [];
  }
}

import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';
import { CHECKSUM_BYTES, elementsOf, isSet, type Numbered } from './fixed_array.ts';

/** How an array grows. Its first elements are in the index block, the others in data blocks of growing number and length. */
interface Growth {
  readonly elementBytes: number;
  /** Elements in the index block. */
  readonly inIndex: number;
  /** Elements of the shortest data blocks. */
  readonly shortest: number;
  /** Groups whose data block addresses are in the index block; each later group has a block of its own for them. */
  readonly directGroups: number;
  readonly groups: number;
  /** Elements per page of longer data blocks. */
  readonly pageLength: number;
  /** Bytes of a block's offset in the array. */
  readonly offsetBytes: number;
}

/** Consecutive data blocks of one length. */
interface Group {
  readonly blocks: number;
  readonly length: number;
}

/** The elements of an array that can grow without limit, in order, except those never allocated. */
export function* readExtensibleArray(file: FileBytes, address: number, what: string): Generator<Numbered> {
  const { widths } = file;
  const header = file.checked(address, 12 + 6 * widths.length + widths.address + CHECKSUM_BYTES, what);
  header.signature('EAHD');
  header.version(0);
  header.skip(1);
  const growth = readGrowth(header, widths.address);
  header.skip(6 * widths.length);
  const indexAddress = header.address();
  if (indexAddress === undefined) return;

  const groups = Array.from({ length: growth.groups }, (_, i) => groupOf(i, growth));
  const direct = groups.slice(0, growth.directGroups).flatMap((group) => Array<Group>(group.blocks).fill(group));
  const later = groups.slice(growth.directGroups);
  const prefixBytes = 6 + widths.address;
  const addresses = (direct.length + later.length) * widths.address;
  const indexBytes = prefixBytes + growth.inIndex * growth.elementBytes + addresses + CHECKSUM_BYTES;
  const index = file.checked(indexAddress, indexBytes, what);
  index.signature('EAIB');
  index.skip(prefixBytes - 4);
  yield* elementsOf(index, 0, growth.inIndex, growth.elementBytes);
  let number = growth.inIndex;
  for (const { length } of direct) {
    const block = index.address();
    if (block !== undefined) yield* readDataBlock(file, growth, block, number, length, what);
    number += length;
  }
  for (const group of later) {
    const block = index.address();
    if (block !== undefined) yield* readGroup(file, growth, group, block, number, what);
    number += group.blocks * group.length;
  }
}

function readGrowth(header: Cursor, addressBytes: number): Growth {
  const [elementBytes, bits, inIndex, shortest, firstAddresses, pageBits] = header.take(6) as unknown as number[];
  if (elementBytes === undefined || bits === undefined || inIndex === undefined) throw header.fail('no sizes');
  if (!shortest || !firstAddresses || bits > 64 || elementBytes < addressBytes) throw header.fail('impossible sizes');
  const groups = 1 + bits - Math.floor(Math.log2(shortest));
  const directGroups = 2 * Math.floor(Math.log2(firstAddresses));
  if (groups < directGroups) throw header.fail('fewer blocks than its minimum');
  return {
    ...{ elementBytes, inIndex, shortest, groups, directGroups },
    pageLength: 2 ** (pageBits ?? 0),
    offsetBytes: Math.ceil(bits / 8),
  };
}

/** Groups alternately double the number of data blocks and their length. */
function groupOf(i: number, { shortest }: Growth): Group {
  return { blocks: 2 ** Math.floor(i / 2), length: shortest * 2 ** Math.ceil(i / 2) };
}

function* readGroup(
  file: FileBytes,
  growth: Growth,
  { blocks, length }: Group,
  address: number,
  first: number,
  what: string,
): Generator<Numbered> {
  const pages = length > growth.pageLength ? length / growth.pageLength : 0;
  const bitmapBytes = blocks * Math.ceil(pages / 8);
  const prefixBytes = 6 + file.widths.address + growth.offsetBytes;
  const bytes = prefixBytes + bitmapBytes + blocks * file.widths.address + CHECKSUM_BYTES;
  const group = file.checked(address, bytes, what);
  group.signature('EASB');
  group.skip(prefixBytes - 4);
  const used = group.take(bitmapBytes);
  for (let i = 0; i < blocks; i++) {
    const block = group.address();
    if (block === undefined) continue;
    const number = first + i * length;
    if (pages === 0) yield* readDataBlock(file, growth, block, number, length, what);
    else
      yield* readPages(
        file,
        growth,
        block,
        number,
        (page) => (page < pages ? isSet(used, i * pages + page) : undefined),
        what,
      );
  }
}

function* readDataBlock(
  file: FileBytes,
  { elementBytes, offsetBytes }: Growth,
  address: number,
  first: number,
  length: number,
  what: string,
): Generator<Numbered> {
  const prefixBytes = 6 + file.widths.address + offsetBytes;
  const block = file.checked(address, prefixBytes + length * elementBytes + CHECKSUM_BYTES, what);
  block.signature('EADB');
  block.skip(prefixBytes - 4);
  yield* elementsOf(block, first, length, elementBytes);
}

/** A long data block: a short header, then pages, of which those in use are read. */
function* readPages(
  file: FileBytes,
  { elementBytes, offsetBytes, pageLength }: Growth,
  address: number,
  first: number,
  isUsed: (page: number) => boolean | undefined,
  what: string,
): Generator<Numbered> {
  const prefixBytes = 6 + file.widths.address + offsetBytes + CHECKSUM_BYTES;
  const pageBytes = pageLength * elementBytes + CHECKSUM_BYTES;
  file.checked(address, prefixBytes, what).signature('EADB');
  for (let page = 0; isUsed(page) !== undefined; page++) {
    if (!isUsed(page)) continue;
    const cursor = file.checked(address + prefixBytes + page * pageBytes, pageBytes, what);
    yield* elementsOf(cursor, first + page * pageLength, pageLength, elementBytes);
  }
}

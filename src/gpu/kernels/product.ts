import hooks from '../../../shaders/products/hooks.wgsl?raw';
import quads from '../../../shaders/products/quads.wgsl?raw';
import registerTile from '../../../shaders/products/register_tile.wgsl?raw';
import sharedSum from '../../../shaders/products/shared_sum.wgsl?raw';
import stages from '../../../shaders/products/stages.wgsl?raw';
import workgroupTile from '../../../shaders/products/workgroup_tile.wgsl?raw';
import { type Axis, axisLength, type FieldOf, fieldsOf, type Op } from '../../ops/op.ts';
import { type DeviceFacts, type KnownSizes, type Length, lengthOf, spreadRows, type Variant } from '../kernel.ts';
import { layoutOf } from '../products/layout.ts';
import { type ProductTile, productTiles, type RegisterTile } from '../products/tiles.ts';
import { withPiece } from '../shader.ts';

/** The text of each algorithm, over the hooks of the shader that takes it in as `${PRODUCT}`. */
const algorithms = { register_tile: registerTile, workgroup_tile: workgroupTile, shared_sum: sharedSum };

/** What is multiplied, and how its factors lie in memory. */
export interface Product {
  /** Text of the shader that supplies the hooks. It takes in `${QUADS_OF_X}` to read and write buffer `x` by vec4s. */
  readonly source: string;
  /** Sizes of the product, and the length of its sums. */
  readonly rows: Length;
  readonly columns: Length;
  readonly terms: Length;
  /** Which way numbers that are neighbours in memory lie: along a row's terms, or along the rows of one term. */
  readonly left: 'terms' | 'rows';
  readonly right: 'terms' | 'columns';
  /** Whether the shader says itself where the numbers of a factor's line lie; left out, they lie side by side. */
  readonly gathered?: (known: KnownSizes) => { readonly left: boolean; readonly right: boolean };
  /** Lengths that must be whole vec4s for a buffer to be read or written by them; its last axis where a buffer is left out. */
  readonly quads?: Readonly<Record<string, readonly string[]>>;
  /** What else the shader wants to know. */
  readonly defines?: (known: KnownSizes) => Readonly<Record<string, boolean | number>>;
  /** Quads of a row that are stored at once; 1 if left out. */
  readonly storeQuads?: 1 | 4;
}

/** Rows of the flattest tiles. */
const LEAST_ROWS = 8;
/** Workgroups that keep the largest GPU busy several times over. */
const FULL = 2048;

/** Whether subgroups have four lanes, as `shareRows` needs them: the software adapter of Chromium. */
const fourLanes = ({ features, adapterInfo: { subgroupMinSize, subgroupMaxSize } }: DeviceFacts) =>
  features.has('subgroups') && subgroupMinSize === 4 && subgroupMaxSize === 4;

/** Whether a length is known to be a multiple of `step`: one of four times a size is, of 4, whatever the size. */
function isMultiple(extent: Length, known: KnownSizes, step: number): boolean {
  if (typeof extent === 'function') return extent(known) % step === 0;
  if (typeof extent === 'object') return extent.some((axis) => isMultiple(axis, known, step));
  if (step === 4 && String(extent).startsWith('4')) return true;
  return (axisLength(extent, known) ?? 1) % step === 0;
}

/** Placeholder of a shader for the functions that read and write a buffer by vec4s. */
const quadsOf = (buffer: string) => `QUADS_OF_${buffer.toUpperCase()}`;

/** The product as one tile computes it. */
function way(op: Op, product: Product, tile: ProductTile) {
  const { rows, columns, terms, left, right, quads: lengths = {}, storeQuads = 1 } = product;
  const shareRows = tile.algorithm === 'register_tile' && tile.shareRows;
  const layout = (known: KnownSizes) => layoutOf(tile, storeQuads, lengthOf(columns, known));
  const buffers = fieldsOf(op).filter(({ name }) => product.source.includes(`\${${quadsOf(name)}}`));
  // Every row is whole vec4s where the last axis is a multiple of 4.
  const inVec4s = ({ name, shape }: FieldOf, known: KnownSizes) =>
    (lengths[name] ?? [shape.at(-1) ?? 1]).every((axis) => isMultiple(axis as Axis, known, 4));
  const gathered = product.gathered ?? (() => ({ left: false, right: false }));
  return {
    source: textOf(
      product.source,
      buffers.map(({ name }) => name),
      tile,
    ),
    ...(shareRows && { enables: ['subgroups'] }),
    defines: (known: KnownSizes) => ({
      ...Object.fromEntries(
        buffers.flatMap((field) => [
          [`${field.name.toUpperCase()}_IN_VEC4`, inVec4s(field, known)],
          [`${field.name.toUpperCase()}_WRITTEN`, field.access !== 'reads'],
        ]),
      ),
      ...product.defines?.(known),
      LEFT_GATHERED: gathered(known).left,
      RIGHT_GATHERED: gathered(known).right,
      LEFT_ALONG_TERMS: left === 'terms',
      RIGHT_ALONG_TERMS: right === 'terms',
      STORE_QUADS: storeQuads,
      FLAT: storeQuads === 4,
      SHARE_ROWS: shareRows,
      TAIL: !isMultiple(terms, known, layout(known).stage),
    }),
    vec4s: (known: KnownSizes) => buffers.filter((field) => inVec4s(field, known)).map(({ name }) => name),
    constants: (known: KnownSizes) => layout(known).constants,
    workgroups: (sizes: KnownSizes, known: KnownSizes) => {
      const { rows: down, columns: across } = layout(known);
      return spreadRows(Math.ceil(lengthOf(rows, sizes) / down), Math.ceil(lengthOf(columns, sizes) / across));
    },
  };
}

/** The shader with the pieces of these buffers and the algorithm of this tile. */
function textOf(source: string, buffers: readonly string[], { algorithm }: ProductTile): string {
  const whole = withPiece(algorithms[algorithm], 'STAGES', stages);
  return buffers.reduce(
    (text, name) => {
      const piece = quads.replaceAll('\u0024{BUFFER', () => `\${${name.toUpperCase()}`).replaceAll('BUFFER', name);
      return withPiece(text, quadsOf(name), piece);
    },
    withPiece(source, 'PRODUCT', `${hooks}\n${whole}`),
  );
}

/** A kernel that multiplies: `plain` and, as its variants, every tile of the table that can store what the shader stores. */
export function product(op: Op, given: Product) {
  const { plain, ...others } = productTiles;
  const variants: Record<string, Variant> = {};
  for (const [name, tile] of Object.entries<ProductTile>(others)) {
    if (tile.algorithm === 'register_tile') variants[name] = { ...way(op, given, tile), offered: fourLanes };
    else if (storesWhole(tile, given)) {
      const suits = (sizes: KnownSizes) =>
        suitsProduct(tile, lengthOf(given.rows, sizes), lengthOf(given.columns, sizes));
      variants[name] = { ...way(op, given, tile), suits, hardware: true };
    }
  }
  return { ...way(op, given, plain), extents: [given.rows, given.columns, given.terms], variants };
}

/**
 * Whether a tile may be the fastest for a product of this size. Tiles of twice as many rows as there are compute half of
 * their values in vain, and tiles of so many workgroups that every GPU is full need not share their sums out.
 */
function suitsProduct(tile: Exclude<ProductTile, RegisterTile>, rows: number, columns: number): boolean {
  if (tile.rows >= 2 * rows && tile.rows > LEAST_ROWS) return false;
  const workgroups = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
  return tile.algorithm === 'shared_sum' ? workgroups <= FULL : workgroups >= FULL / 32;
}

/** A thread of a tile in workgroup memory has one or two quads of a row; what is stored at once must lie in one thread. */
function storesWhole(tile: ProductTile, { storeQuads = 1 }: Product): boolean {
  if (storeQuads === 1) return true;
  return tile.algorithm === 'shared_sum' && tile.columns % (4 * storeQuads) === 0;
}

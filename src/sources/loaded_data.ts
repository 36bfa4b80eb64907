import type { Vocabulary } from '../data/dataset.ts';
import { OptionError } from '../errors.ts';
import type { EncoderOptions } from '../model/encoder_options.ts';
import type { PictureFiles } from './network_pixels.ts';
import type { TrainingData } from './training_data.ts';

/** The data set of a session, as models take it: its features, or the pixels of its pictures. */
export class LoadedData {
  #source: TrainingData | undefined;
  /** By name; pictures that share a name are all left out. */
  readonly #pictures = new Map<string, File | undefined>();
  /** The data last prepared from the pictures. */
  #pixels: { readonly encoder: string; readonly source: TrainingData } | undefined;

  take(source: TrainingData): void {
    this.close();
    this.#source = source;
  }

  /** Adds pictures, by the last part of the data set's addresses. */
  takePictures(files: readonly File[]): void {
    const given = new Set<string>();
    for (const file of files) {
      this.#pictures.set(file.name, given.has(file.name) ? undefined : file);
      given.add(file.name);
    }
  }

  close(): void {
    this.#source?.data.close();
    this.#source = this.#pixels = undefined;
  }

  /** Its words; undefined while there is none. */
  get vocabulary(): Vocabulary | undefined {
    return this.#source?.data.vocabulary;
  }

  /** The data set as it was loaded. @throws OptionError when there is none */
  plain(where: string): TrainingData {
    if (this.#source) return this.#source;
    throw new OptionError({ where, expected: 'loaded data', found: 'none' });
  }

  /**
   * The data set for a model with this encoder. A network reads pixels, which `prepare` then decodes.
   * @throws OptionError when there is none
   */
  async for(where: string, encoder: EncoderOptions | undefined): Promise<TrainingData> {
    const source = this.plain(where);
    if (!encoder || !('squeezenet' in encoder)) return source;
    const key = JSON.stringify(encoder);
    if (this.#pixels?.encoder !== key) {
      const { networkPixels } = await import('./network_pixels.ts');
      this.#pixels = { encoder: key, source: networkPixels(source, encoder, source.fileOf ?? this.#byName(source)) };
    }
    return this.#pixels.source;
  }

  /** Pictures by the end of their addresses, where that is unique. */
  #byName({ data }: TrainingData): PictureFiles {
    const urls = new Set(Object.values(data.splits).flatMap((split) => split.urls));
    const addresses = new Map<string, number>();
    for (const url of urls) addresses.set(nameIn(url), (addresses.get(nameIn(url)) ?? 0) + 1);
    return (url) => (addresses.get(nameIn(url)) === 1 ? this.#pictures.get(nameIn(url)) : undefined);
  }
}

const nameIn = (url: string) => url.slice(url.lastIndexOf('/') + 1);

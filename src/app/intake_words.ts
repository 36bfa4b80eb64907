import { plural } from '../client/format.ts';
import { type GivenFiles, missingFiles, type SortedFiles, withFiles } from './files.ts';
/** "a.h5", "a.h5 and b.h5", "a.h5, b.h5 and 7 more files" */
export function listed(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  return names.length === 2
    ? `${first} and ${second}`
    : `${first}, ${second} and ${plural(names.length - 2, 'more file')}`;
}

const were = (names: readonly string[]) => `${listed(names)} ${names.length === 1 ? 'was' : 'were'}`;
const them = (names: readonly string[]) => (names.length === 1 ? 'it' : 'them');
const namesOf = (files: readonly File[]) => files.map(({ name }) => name);

/** Why neither data nor a checkpoint can be accepted, and what to do first. */
export const obstacles = {
  training: { expected: 'no run in progress', found: 'a run is in progress', first: 'Stop the run' },
  ended: { expected: 'a training worker', found: 'the training worker has ended', first: 'Reload the page' },
} as const;
export type Obstacle = keyof typeof obstacles;

/**
 * What happens to files, one sentence for each kind.
 * @param given the data set so far
 * @param own whether pictures are also captioned
 */
export function takenInWords(sorted: SortedFiles, given: GivenFiles, obstacle?: Obstacle, own = false): string[] {
  const { data, weights, pictures } = sorted;
  const refused = obstacle ? namesOf([...data, ...weights]) : [];
  const { found, first } = obstacles[obstacle ?? 'training'];
  const missing = missingFiles(withFiles(given, sorted));
  return [
    ...(refused.length > 0
      ? [`${were(refused)} not taken, because ${found}. ${first}, then drop ${them(refused)} again.`]
      : []),
    ...(data.length > 0 && !obstacle
      ? [
          `Taken for the data set: ${listed(namesOf(data))}.${missing.length > 0 ? ` Still missing: ${missing.join(', ')}.` : ''}`,
        ]
      : []),
    ...(weights.length > 1 && !obstacle
      ? [`Only one checkpoint can be open: ${were(namesOf(weights.slice(1)))} ignored.`]
      : []),
    ...(pictures.length > 0
      ? [
          own
            ? `${plural(pictures.length, 'picture')} taken: “Up close” captions what is chosen under “Your own picture”.`
            : `${plural(pictures.length, 'picture')} taken, to be shown wherever the data set names one of them.`,
        ]
      : []),
    ...leftAlone(sorted),
  ];
}

function leftAlone({ others, unreadable }: SortedFiles): string[] {
  const names = (kind?: string) => others.filter((one) => !kind || one.kind === kind).map(({ name }) => name);
  const [all, archives, hdf5] = [names(), names('archive'), names('hdf5')];
  return [
    ...(unreadable.length > 0
      ? [`${were(unreadable)} not taken, because the browser could not read ${them(unreadable)}.`]
      : []),
    ...(all.length > 0 ? [`${were(all)} ignored: neither part of a data set, nor a checkpoint, nor a picture.`] : []),
    ...(archives.length > 0 ? [`To use what is in ${listed(archives)}, unpack ${them(archives)} first.`] : []),
    ...(hdf5.length > 0 ? ['An HDF5 file is taken if it is named as in CS231n, such as coco2014_captions.h5.'] : []),
  ];
}

/** When a drop contained no file. */
export const noFile = 'Nothing was taken: drop files or a folder here, not text or a link.';
export const emptyFolder = 'Nothing was taken: there is no file in that folder.';

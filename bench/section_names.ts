/**
 * All parts of the benchmark by the names that the command line and the results use, in the order of the page. Apart from
 * the sections themselves: the command line reads names where no shader can be imported.
 */
export const sectionNames = [
  'parity',
  'goals',
  'kernels',
  'gemm',
  'steps',
  'cpu',
  'growth',
  'plan',
  'js',
  'budgets',
  'pictures',
  'peers',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** Those that measure the page itself. */
export const pageSections = ['budgets'] as const satisfies readonly SectionName[];
export type PageSection = (typeof pageSections)[number];

const onDemand: readonly SectionName[] = ['parity', 'goals', 'pictures', 'peers'];

/** What the page's button for all runs: not what takes long, repeats another section or loads other libraries. */
export const usualSections = sectionNames.filter((name) => !onDemand.includes(name));

/** What the command line runs if nothing else is asked for: does this GPU compute right, and how fast does it train? */
export const defaultSections: readonly SectionName[] = ['parity', 'steps'];

/** Those of the repository alone: they measure the app, and other libraries, which are larger than the package. */
const ofRepository: readonly SectionName[] = ['budgets', 'peers'];

/** Those of the installed command. */
export const installedSections = sectionNames.filter((name) => !ofRepository.includes(name));

/** Whether a section runs without a page. */
export const runsInNode = (name: SectionName): name is Exclude<SectionName, PageSection> =>
  !pageSections.some((one) => one === name);

/**
 * All parts of the benchmark by the names that the command line and the results use, in the order of the page. Apart from
 * the sections themselves: the command line reads names in Node, where no shader can be imported.
 */
export const sectionNames = ['kernels', 'gemm', 'steps', 'cpu', 'growth', 'plan', 'js', 'budgets', 'peers'] as const;
export type SectionName = (typeof sectionNames)[number];

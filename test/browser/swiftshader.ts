import { variantNames } from './variant_names.ts';

/** The variants that Dawn offers on SwiftShader, in Chromium as in Node. */
export const variants = variantNames(['shared_rows'], ['subgroups']);

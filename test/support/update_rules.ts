import { choicesOf } from '../../src/options/declare.ts';
import { trainingOptions } from '../../src/options/training_options.ts';

/** Every update rule, by the name that a training knows it by. */
export const UPDATE_RULES = choicesOf(trainingOptions.updateRule);

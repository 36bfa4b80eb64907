/** What the user needs to correct a fault: where it is, what was expected, what was found, and what to do. */
export interface Fault {
  /** File, option, dataset, tensor or op that is at fault. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy?: string;
  /** The API's name of the option at fault, if any: page and command line have other names. */
  readonly option?: string;
}

/** Maximum characters of each part of a message: names and values come from files, and may be of any length. */
const LONGEST = { where: 400, expected: 1000, found: 400 };

/** A text as a message shows it: never empty, and truncated if long. */
function shown(text: string, longest: number): string {
  if (text === '') return 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}

/** Base of every error Fourgate throws on purpose. The message is the fault in one sentence. */
export class FourgateError extends Error {
  // Written out in every class: a minifier shortens the names of classes, and messages to the user contain them.
  override name = 'FourgateError';
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    const where = shown(fault.where, LONGEST.where);
    const expected = shown(fault.expected, LONGEST.expected);
    const found = shown(fault.found, LONGEST.found);
    super(`${where}: expected ${expected}, found ${found}.${fault.remedy ? ` ${fault.remedy}` : ''}`, options);
    this.fault = { ...fault, where, expected, found };
  }

  /** The fault of any error; that of an unexpected error is its message. */
  static faultOf(error: unknown, where: string): Fault {
    if (error instanceof FourgateError) return error.fault;
    return { where, expected: 'no error', found: error instanceof Error ? error.message : String(error) };
  }
}

/** A tensor or buffer whose shape, type or length does not fit. */
export class ShapeError extends FourgateError {
  override name = 'ShapeError';
}

/** An option that is unknown, missing or out of range. */
export class OptionError extends FourgateError {
  override name = 'OptionError';
}

/** Data that cannot be used: a file of a wrong format, a missing dataset, a value that is out of range or not finite. */
export class DataError extends FourgateError {
  override name = 'DataError';
}

/** A device that is missing, was lost, ran out of memory or refused a kernel. */
export class DeviceError extends FourgateError {
  override name = 'DeviceError';
}

/** Training that cannot continue: the loss is not a finite number. */
export class TrainingError extends FourgateError {
  override name = 'TrainingError';
}

/** A checkpoint or weights file that cannot be used: damaged, of another version, or made for another model. */
export class CheckpointError extends FourgateError {
  override name = 'CheckpointError';
}

/** A place for checkpoints that cannot be used: denied, full, or without the checkpoint that was asked for. */
export class StorageError extends FourgateError {
  override name = 'StorageError';
}

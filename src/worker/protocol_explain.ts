/** One kind of numbers inside the network along a caption. */
export interface Strip {
  /** Input, forget and output gate, candidate, cell state, hidden state. */
  readonly name: 'i' | 'f' | 'o' | 'g' | 'c' | 'h';
  /** (T, H) a value for each word and unit: 0 to 1 for a gate, −1 to 1 for g and h, any for c. */
  readonly values: Float32Array;
}

/** Which places of a picture a word owes its probability to. */
export interface Relevance {
  /**
   * `covering`: by how much log p of the word falls where a patch of the picture is covered with the colour of its border.
   * `gradient`: how strongly log p changes with the pixels there.
   */
  readonly how: 'covering' | 'gradient';
  /** How the picture was brought to a square: whole and in its middle, or stretched to it. */
  readonly fit: 'contain' | 'fill';
  /** Places along each side of that square. */
  readonly side: number;
  /** (T, side, side), rows from the top. */
  readonly maps: Float32Array;
}

/** Why the model says the words of a caption: word t is said after reading the one before it, the first after `<START>`. */
export interface ExplainedEvent {
  readonly type: 'explained';
  readonly split: string;
  readonly image: number;
  readonly words: readonly string[];
  readonly cellType: 'rnn' | 'lstm';
  readonly strips: readonly Strip[];
  /** (H) the units in an order in which like ones are neighbours. */
  readonly order: Uint32Array;
  /** Missing where the data set's features cannot be made of pixels here. */
  readonly relevance?: Relevance;
  /** The relevance is still to come: it takes the network that made the features, and longer than the rest. */
  readonly partial?: true;
}

/** A network that makes features of pictures like those of the data. */
export interface NetworkEvent {
  readonly type: 'network';
  /** Of its file. */
  readonly name: string;
  readonly madeBy: string;
  /** Whether the data say that it made their features; else only the number of features is known to fit. */
  readonly known: boolean;
}

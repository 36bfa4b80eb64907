interface Props<K extends string> {
  /** Of the radio buttons. */
  readonly name: string;
  readonly values: readonly K[];
  readonly labels: Readonly<Record<K, string>>;
  readonly chosen: K;
  readonly onChoose: (value: K) => void;
  /** Of the style sheet, beside that of every switch. */
  readonly class?: string;
}

/** A choice of a few values, all of which are seen: radio buttons side by side. */
export function Switch<K extends string>({ name, values, labels, chosen, onChoose, class: looks }: Props<K>) {
  return (
    <div class={looks ? `switch ${looks}` : 'switch'}>
      {values.map((value) => (
        <label key={value}>
          <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => onChoose(value)} />
          <span>{labels[value]}</span>
        </label>
      ))}
    </div>
  );
}

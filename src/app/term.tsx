import { signal } from '@preact/signals';

const terms = {
  'held-out': 'Pictures that the network is not trained on',
  greedy: 'The likeliest word at every step',
  underlined: 'A phrase that is not so in the picture; where its object is not there, no more is judged',
  'teacher-forced': 'The network reads the reference words, not its own',
  'free-running': 'The network reads its own words, not the reference’s',
  perplexity: 'Among how many equally likely words it hesitates',
  '<END>': 'Chosen when the caption is over',
  CIDEr: 'Agreement with the references: 0 is none, Scenes reach about 4',
  BLEU: 'Share of its runs of words that a reference has',
  'ROUGE-L': 'Longest common word sequence, from 0 to 1',
  'log p': 'Logarithm of a probability: 0 is certain, −0.7 one in two',
} as const;

/** How often the list of terms was asked for. */
export const termsAsked = signal(0);

/** A term where it stands, in short for those who point at it; pressed, it leads to the list of terms. */
export function Term({ is, children = is }: { readonly is: keyof typeof terms; readonly children?: string }) {
  return (
    <button type="button" class="term" title={terms[is]} onClick={() => (termsAsked.value += 1)}>
      {children}
    </button>
  );
}

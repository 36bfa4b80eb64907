import { describe, expect, it } from 'vitest';
import { tokenizeCaption } from '../../src/metrics/tokenize.ts';
import { Random } from '../../src/random.ts';

describe('tokenizeCaption', () => {
  it.each([
    ['A Dog, running - quickly - to the (red) ball!', 'a dog running quickly to the red ball'],
    ["The man's dog doesn't like the boys' ball.", "the man 's dog does n't like the boys ball"],
    ["They cannot; he won’t; I'm gonna.", "they can not he wo n't i 'm gon na"],
    ['A t-shirt at 5:30 o\'clock, "cool"...', "a t-shirt at 5:30 o'clock cool"],
    ['1,000 people pay $3.50 & 5% in the U.S. today', '1,000 people pay $ 3.50 & 5 % in the u.s. today'],
    ['un café -- <UNK> and cannots', 'un café <unk> and cannots'],
    ["a 'dog' said: it's 'don'", "a dog said it 's don"],
    ['black/white, rock&roll or hot_dog', 'black/white rock&roll or hot_dog'],
    [' \n', ''],
  ])('%s', (text, words) => {
    expect(tokenizeCaption(text).join(' ')).toBe(words);
  });

  it('is idempotent', () => {
    const random = new Random(3);
    const pieces =
      "a|dog|Can|not|cannot|gonna|n't|'s|don|u.s.|3.50|<unk>|(|]|é|\u0301|İ|-|.|,|'|\"|/|&|=|_|%|$|’| | | ".split('|');
    const others: string[] = [];
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: 1 + random.below(8) }, () => pieces[random.below(pieces.length)]).join('');
      const words = tokenizeCaption(text).join(' ');
      if (tokenizeCaption(words).join(' ') !== words) others.push(text);
    }
    expect(others).toEqual([]);
  });
});

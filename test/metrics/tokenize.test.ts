import { describe, expect, it } from 'vitest';
import { tokenizeCaption } from '../../src/metrics/tokenize.ts';

describe('tokenizeCaption', () => {
  it.each([
    ['A Dog, running - quickly - to the (red) ball!', 'a dog running quickly to the red ball'],
    ["The man's dog doesn't like the boys' ball.", "the man 's dog does n't like the boys ball"],
    ["They cannot; he won’t; I'm gonna.", "they can not he wo n't i 'm gon na"],
    ['A t-shirt at 5:30 o\'clock, "cool"...', "a t-shirt at 5:30 o'clock cool"],
    ['1,000 people pay $3.50 & 5% in the U.S. today', '1,000 people pay $ 3.50 & 5 % in the u.s. today'],
    ['un café -- <UNK> and cannots', 'un café <unk> and cannots'],
    ["a 'dog' said: it's 'don'", "a dog said it 's don"],
    [' \n', ''],
  ])('%s', (text, words) => {
    expect(tokenizeCaption(text).join(' ')).toBe(words);
  });
});

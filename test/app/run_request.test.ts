import { describe, expect, it } from 'vitest';
import { queryOf, type RunRequest, runRequestOf } from '../../src/client/run_request.ts';

const faultOf = (query: string) => {
  const asked = runRequestOf(query, true);
  return asked && 'fault' in asked ? asked.fault : undefined;
};

describe('the run requested by an address', () => {
  it('is read back as requested', () => {
    const request: RunRequest = {
      source: { kind: 'scenes', train: 200 },
      options: { cellType: 'rnn', learningRate: 1e-3, iterations: 5 },
    };
    expect(runRequestOf(queryOf(request), true)).toEqual(request);
    const files: RunRequest = { source: { kind: 'files', name: 'a & b', maxTrain: 50 }, options: {} };
    expect(runRequestOf(queryOf(files), true)).toEqual(files);
    const regularised: RunRequest = {
      source: { kind: 'scenes' },
      options: { outputDropout: 0.5, schedule: 'cosine', clipNorm: 5, validateEvery: 2, patience: 3 },
      decoding: { method: 'beam', beamWidth: 5 },
    };
    expect(runRequestOf(queryOf(regularised), true)).toEqual(regularised);
    expect(runRequestOf(queryOf({ ...request, watched: true }), true)).toEqual({ ...request, watched: true });
  });

  it('is none, or the default run', () => {
    expect(runRequestOf('', true)).toBeUndefined();
    expect(runRequestOf('?auto', true)).toEqual({ source: { kind: 'scenes' }, options: {} });
  });

  it('is only shown in a page that our server did not open: any site can make up an address', () => {
    const request = { source: { kind: 'scenes', train: 200 }, options: { hiddenDim: 8 } } as const;
    for (const how of [{}, { resume: true }, { weights: true }, { watched: true }]) {
      expect(runRequestOf(queryOf({ ...request, ...how }), false)).toEqual({ ...request, shown: true });
    }
    expect(runRequestOf('?auto', false)).toMatchObject({ shown: true });
    expect(runRequestOf('', false)).toBeUndefined();
  });

  it.each([
    ['?run={', 'run'],
    ['?run=1', 'address'],
    ['?run={"source":{"kind":"scenes"},"more":1}', 'more'],
    ['?run={"source":{"kind":"coco"}}', 'source.kind'],
    ['?run={"source":{"kind":"files","train":3}}', 'train'],
    ['?run={"source":{"kind":"files","name":[3]}}', 'source.name'],
    ['?run={"source":{"kind":"files","name":"a","maxTrain":[50]}}', 'source.maxTrain'],
    ['?run={"source":{"kind":"scenes"},"options":{"hidden":3}}', 'hidden'],
    ['?run={"source":{"kind":"scenes"},"decoding":{"beamWidth":3}}', 'beamWidth'],
  ])('%s is a fault that names %s', (query, what) => {
    expect(faultOf(query)?.where).toContain(what);
  });
});

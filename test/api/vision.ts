import * as api from '../../src/index.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { backend } from './fixtures.ts';
import { type Argument, callback, options, type Row, row, text } from './row.ts';

const picture = noisePicture(1, 37, 37);
export const network = await api.loadNetwork(backend, smallFile('1.1'), 'small');
const X = api.preprocessImage(picture);
const features = api.tensor([1, 2, 1, 2], [1, 2, 3, 4]);
const gram = api.gramMatrix(features);
const png = new Uint8Array(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64'),
);
const dataUrl = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
const nothing = () => undefined;
const weight: Argument = [1, 'number', 'fraction'];
const positive: Argument = [1, 'nothing', 'null', 'number', 'fraction'];
const seed: Argument = [1, 'nothing', 'null', 'number'];
const classNumber: Argument = [1];
const once = { iterations: 1, imageSize: 37, styleSize: 37 } as const;

/** A row for each option of something: the kinds that it takes by name. */
const each = (use: (option: object) => unknown, kindsOf: Readonly<Record<string, Argument>>): Row[] =>
  Object.entries(kindsOf).map(([name, argument]) => row((value) => use({ [name]: value }), argument));

/** As `functions`, for pictures and networks. */
export const visionFunctions: Readonly<Record<string, readonly Row[]>> = {
  decodePicture: [row(api.decodePicture, [png], ['a picture', 'string'])],
  imageFromUrl: [row(api.imageFromUrl, [dataUrl])],
  resizePicture: [row(api.resizePicture, [picture], [9, 'number'], [9, 'number'])],
  loadNetwork: [row(api.loadNetwork, [backend], [smallFile('1.1')], text('small'))],
  pixelEncoder: [
    row(api.pixelEncoder, options()),
    row((side) => api.pixelEncoder({ side }), [32, 'nothing']),
    row((channels) => api.pixelEncoder({ channels }), [[4], 'nothing', 'numbers']),
  ],
  networkEncoder: [row(api.networkEncoder, [smallFile('1.1')], text('small'))],
  preprocessImage: [row(api.preprocessImage, [picture])],
  deprocessImage: [
    row(api.deprocessImage, [X], options()),
    row((rescale) => api.deprocessImage(X, { rescale }), [true, 'nothing', 'null', 'boolean']),
  ],
  blurImage: [row(api.blurImage, [X])],
  computeSaliencyMaps: [row(api.computeSaliencyMaps, [X], [[1]], [network])],
  makeFoolingImage: [
    row(api.makeFoolingImage, [X], classNumber, [network], options({ maxIterations: 1 })),
    ...each((option) => api.makeFoolingImage(X, 1, network, { maxIterations: 1, ...option }), {
      learningRate: positive,
      maxIterations: [1, 'nothing', 'null', 'number'],
    }),
  ],
  createClassVisualization: [
    row(api.createClassVisualization, classNumber, [network], options({ iterations: 1 })),
    ...each((option) => api.createClassVisualization(1, network, { iterations: 1, ...option }), {
      l2Reg: positive,
      learningRate: positive,
      iterations: [1, 'nothing', 'null', 'number'],
      blurEvery: [1, 'nothing', 'null', 'number'],
      maxJitter: [1, 'nothing', 'null', 'number'],
      seed,
      onIteration: callback(nothing),
    }),
  ],
  extractFeatures: [row(api.extractFeatures, [X], [network])],
  contentLoss: [row(api.contentLoss, weight, [features], [features])],
  gramMatrix: [row(api.gramMatrix, [features], [true, 'nothing', 'boolean'])],
  styleLoss: [row(api.styleLoss, [[features]], [[0]], [[gram]], [[1]])],
  tvLoss: [row(api.tvLoss, [X], weight)],
  styleTransfer: [
    row((of, like, model) => api.styleTransfer(of, like, model, once), [picture], [picture], [network]),
    // The right ones would be two hundred steps.
    { ...row((given) => api.styleTransfer(picture, picture, network, given), options(once)), wrongOnly: true },
    ...each((option) => api.styleTransfer(picture, picture, network, { ...once, ...option }), {
      imageSize: [37, 'nothing', 'null'],
      styleSize: [37, 'nothing', 'null'],
      contentLayer: [3, 'nothing', 'null', 'number'],
      contentWeight: positive,
      styleWeights: [[1, 1, 1, 1], 'nothing'],
      tvWeight: positive,
      featureScale: positive,
      initRandom: [true, 'nothing', 'null', 'boolean'],
      iterations: [1, 'nothing', 'null', 'number'],
      seed,
      onIteration: callback(nothing),
    }),
  ],
};

const scores = { dscores: api.tensor([1, 5], [1, 0, 0, 0, 0]) };

/** Methods of what `loadNetwork` gives; what is not public takes what the public ones checked. */
export const networkRows = {
  scores: [row((images) => network.scores(images), [[picture]])],
  features: [row((images) => network.features(images), [X])],
  gradient: [
    row((images, of) => network.gradient(images, of), [[picture]], [scores]),
    row(
      (dfeatures) => network.gradient([picture], { dfeatures }),
      [api.tensor([1, 12], new Array<number>(12).fill(1))],
    ),
  ],
  outputsAndGradient: [],
  rawFeatures: [],
  layers: [],
  destroy: [],
};

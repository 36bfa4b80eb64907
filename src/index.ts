/** Fourgate: image-captioning recurrent networks on WebGPU, checked against a CPU reference. The public API. */
export type { CheckpointParts } from './checkpoint/apply.ts';
export { browserStore } from './checkpoint/browser_store.ts';
export type { DatasetMark } from './checkpoint/dataset_mark.ts';
export { type FolderStore, folderStore } from './checkpoint/folder_store.ts';
export { httpStore } from './checkpoint/http_store.ts';
export {
  type LoadCaptionerOptions,
  type LoadedCaptioner,
  loadCaptioner,
  saveCheckpoint,
  saveForPyTorch,
} from './checkpoint/save_and_load.ts';
export type { CheckpointStore, ListedStore, StoredFile } from './checkpoint/store.ts';
export { type CreateDatasetOptions, createDataset, type SplitData } from './data/create_dataset.ts';
export type { CaptionDataset, FeatureMark, FeatureMatrix, Split, Vocabulary } from './data/dataset.ts';
export { decodeCaptions } from './data/decode_captions.ts';
export { type CocoSource, type LoadCocoOptions, loadCocoData } from './data/load_coco.ts';
export { type Minibatch, type MinibatchOptions, sampleCocoMinibatch } from './data/minibatch.ts';
export { createScenes, type Scenes } from './data/scenes/dataset.ts';
export type { ScenesOptions } from './data/scenes/options.ts';
export type { Scene, SceneObject } from './data/scenes/scene.ts';
export {
  CheckpointError,
  DataError,
  DeviceError,
  type Fault,
  FourgateError,
  OptionError,
  ShapeError,
  StorageError,
  TrainingError,
} from './errors.ts';
export { type CocoResult, cocoResults } from './evaluate/coco_results.ts';
export {
  type CaptionEvaluation,
  type EvaluateCaptionsOptions,
  type EvaluatedImage,
  evaluateCaptions,
  type FreeRunningScores,
} from './evaluate/evaluate_captions.ts';
export { type TeacherForcedLossOptions, teacherForcedLoss } from './evaluate/teacher_forced_loss.ts';
export type { Choices } from './gpu/variants.ts';
export { createLayers, type Layers } from './layers/create.ts';
export type { Bleu } from './metrics/bleu.ts';
export { type CaptionMetrics, type CaptionMetricsOptions, captionMetrics } from './metrics/caption_metrics.ts';
export { type CaptionDiversity, captionDiversity, type DiversityOptions } from './metrics/diversity.ts';
export { tokenizeCaption } from './metrics/tokenize.ts';
export type { CaptionStates } from './model/caption_states.ts';
export { CaptioningRNN } from './model/captioning_rnn.ts';
export type { CaptioningOptions, Configuration } from './model/configuration.ts';
export type { DecodedCaption, ScoredWord } from './model/decoding/decoded_caption.ts';
export type { Encoder, PixelEncoderOptions } from './model/encoder.ts';
export { type EncoderOfNetwork, networkEncoder } from './model/network_encoder_file.ts';
export type { ParameterName } from './model/parameter_names.ts';
export type { ParameterTensors } from './model/parameters.ts';
export { pixelEncoder } from './model/pixel_encoder.ts';
export type { WordSaliency } from './model/word_saliency.ts';
export { type BackendOptions, chosenVariants, openBackend } from './open_backend.ts';
export type { Backend } from './ops/backend.ts';
export type { DecodeMethod, DecodeOptions } from './options/decoding_options.ts';
export type { CellType } from './options/model_options.ts';
export type {
  DropoutOptions,
  RegularisationOptions,
  ScheduledSamplingOptions,
} from './options/regularisation_options.ts';
export type { ScheduleOptions, UpdateRuleName, UpdaterConfig } from './options/training_options.ts';
export type { Picture } from './picture.ts';
export { Random } from './random.ts';
export { type FloatTensor, type IndexTensor, type Tensor, type TensorData, tensor } from './tensor.ts';
export type { StepReport, TrainControl } from './train/control.ts';
export type { FineTuningOptions } from './train/fine_tuning.ts';
export type { TrainingState } from './train/state.ts';
export { CaptioningTrainer } from './train/trainer.ts';
export type { TrainerOptions } from './train/trainer_options.ts';
export {
  createClassVisualization,
  type VisualizationOptions,
  type VisualizationReport,
} from './vision/class_visualization.ts';
export { decodePicture } from './vision/decode_picture.ts';
export { extractFeatures } from './vision/extract_features.ts';
export { type FoolingImage, type FoolingOptions, makeFoolingImage } from './vision/fooling_image.ts';
export { imageFromUrl } from './vision/image_from_url.ts';
export { loadNetwork } from './vision/load_network.ts';
export type { ImageNetwork } from './vision/network.ts';
export type { Images } from './vision/network_input.ts';
export type { NetworkMark, OutputGradient } from './vision/network_output.ts';
export { blurImage, type DeprocessOptions, deprocessImage, preprocessImage } from './vision/preprocess.ts';
export { resizePicture } from './vision/resize.ts';
export { computeSaliencyMaps } from './vision/saliency.ts';
export { contentLoss, gramMatrix, styleLoss, tvLoss } from './vision/style_losses.ts';
export {
  type StyleTransferOptions,
  type StyleTransferReport,
  type StyleTransferResult,
  styleTransfer,
} from './vision/style_transfer.ts';

/** Everything of WebGPU that can be called on the way from a buffer to a result. */
export type Call =
  | 'createBuffer'
  | 'createBindGroupLayout'
  | 'createPipelineLayout'
  | 'createShaderModule'
  | 'createComputePipeline'
  | 'createBindGroup'
  | 'createCommandEncoder'
  | 'pushErrorScope'
  | 'writeBuffer'
  | 'submit'
  | 'mapAsync';

/** A dispatch as it was encoded. */
export interface Dispatched {
  readonly pipeline: object;
  /** Where its `Dims` lie in the arena, in bytes. */
  readonly offset: number;
  readonly groups: readonly number[];
}

const LIMITS = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  minStorageBufferOffsetAlignment: 256,
  minUniformBufferOffsetAlignment: 256,
};

/** A device that computes nothing, and fails where it is told to. */
export class FakeDevice extends EventTarget {
  readonly features = new Set<string>();
  readonly limits = LIMITS;
  readonly adapterInfo = { vendor: 'fake', architecture: '', device: '', description: '', isFallbackAdapter: false };
  /** Calls that throw. */
  readonly throwing = new Set<Call>();
  /** How many listeners were added and not removed, by type. */
  readonly listeners: Record<string, number> = {};
  /** What the compiler says of every shader; nothing if all is well. */
  complaint: { message: string; lineNum: number; linePos: number } | undefined;
  /** Scopes that were opened and not closed. */
  readonly scopes: string[] = [];
  /** The dispatches so far, and how many there were in each submit. */
  readonly dispatched: Dispatched[] = [];
  readonly submits: number[] = [];
  /** How many of the dispatches were submitted. */
  submitted = 0;
  #lose: (info: { reason: string; message: string }) => void = () => {};
  readonly lost = new Promise<{ reason: string; message: string }>((resolve) => {
    this.#lose = resolve;
  });

  readonly queue = {
    submit: (commands: readonly unknown[]) => {
      this.#call('submit');
      if (commands.length > 0) this.submits.push(this.dispatches - this.submitted);
      this.submitted = this.dispatches;
      if (this.complaint && commands.length > 0) this.uncaptured('[Invalid CommandBuffer] is invalid.');
    },
    writeBuffer: (_buffer: object, _offset: number, _data: ArrayBuffer | ArrayBufferView) => this.#call('writeBuffer'),
    onSubmittedWorkDone: async () => undefined,
  };

  get dispatches(): number {
    return this.dispatched.length;
  }

  destroy(): void {
    this.#lose({ reason: 'destroyed', message: 'Device was destroyed.' });
  }

  /** Tells of a fault that no scope has caught. */
  uncaptured(message: string, kind = 'GPUValidationError'): void {
    const error = { message, constructor: { name: kind } };
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  }

  override addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.listeners[type] = (this.listeners[type] ?? 0) + 1;
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.listeners[type] = (this.listeners[type] ?? 0) - 1;
    super.removeEventListener(type, listener);
  }

  createBuffer({ size }: { size: number }) {
    this.#call('createBuffer');
    return {
      size,
      destroy: () => {},
      unmap: () => {},
      getMappedRange: () => new ArrayBuffer(size),
      mapAsync: async () => this.#call('mapAsync'),
    };
  }

  createShaderModule() {
    this.#call('createShaderModule');
    const messages = this.complaint ? [{ type: 'error', ...this.complaint }] : [];
    // Later than whatever fails because of it.
    return { getCompilationInfo: () => new Promise((resolve) => setTimeout(() => resolve({ messages }), 5)) };
  }

  createBindGroupLayout = () => this.#call('createBindGroupLayout');
  createPipelineLayout = () => this.#call('createPipelineLayout');
  createComputePipeline = () => this.#call('createComputePipeline');
  createBindGroup = () => this.#call('createBindGroup');

  createCommandEncoder() {
    this.#call('createCommandEncoder');
    return { beginComputePass: () => this.#pass(), copyBufferToBuffer: () => {}, finish: () => ({}) };
  }

  #pass() {
    let pipeline: object | undefined;
    let bound: readonly [number] | undefined;
    return {
      setPipeline: (one: object) => {
        pipeline = one;
      },
      setBindGroup: (_index: number, _group: object, offsets: readonly [number]) => {
        bound = offsets;
      },
      dispatchWorkgroups: (...groups: number[]) => {
        if (!pipeline || !bound) throw new TypeError('dispatchWorkgroups: no pipeline or bind group');
        this.dispatched.push({ pipeline, offset: bound[0], groups });
      },
      end: () => {},
    };
  }

  pushErrorScope(filter: string): void {
    this.#call('pushErrorScope');
    this.scopes.push(filter);
  }

  async popErrorScope(): Promise<{ message: string } | null> {
    const filter = this.scopes.pop();
    return this.complaint && filter === 'validation' ? { message: 'Invalid ShaderModule.' } : null;
  }

  /** What our code takes for a device. */
  get device(): GPUDevice {
    return this as unknown as GPUDevice;
  }

  #call(call: Call): object {
    if (this.throwing.has(call)) throw new TypeError(`${call}: refused`);
    return {};
  }
}

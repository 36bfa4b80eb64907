// draw_word: a word for each row, drawn from its likeliest ones by a counter-based random number.
//
// math     w = exp((x[m] - max x[m]) / temperature), 0 below exp(-87), and 0 for columns that are not kept: not among the
//          top_k greatest (0: all), then not among the greatest that together have the share top_p; equals of the last
//          one kept are kept.  words[out + m] = min { v : w[0] + … + w[v] > u sum w },
//          u = counter_uniform(seed, decoding, step, row + m);  log_probs[out + m] = x[m, v] - total[m]
// reads    x (M, V)   total (M)
// writes   words (*), each below V   log_probs (*)
// threads  one workgroup of WORKGROUP per row; a lane sums over a piece of the columns, lane 0 puts the lanes together

struct Dims {
  M: u32,
  V: u32,
  out: u32,
  row: u32,
  step: u32,
  seed: u32,
  top_k: u32,
  temperature: f32,
  top_p: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> total: array<f32>;
@group(0) @binding(3) var<storage, read_write> words: array<u32>;
@group(0) @binding(4) var<storage, read_write> log_probs: array<f32>;

override WORKGROUP: u32 = 64;
// src/ops/counter_random.ts: streams.decoding
const DECODING = 4u;

${LINEAR_INDEX}
${COUNTER_RANDOM}
var<workgroup> lanes: array<f32, WORKGROUP>;
// What every lane has found of each value of a digit.
var<workgroup> bins: array<array<f32, 16>, WORKGROUP>;
var<workgroup> shared_number: f32;
var<workgroup> shared_digit: u32;

// A number that orders floats: greater for a greater float.
fn key(value: f32) -> u32 {
  // −0 equals 0.
  let bits = select(bitcast<u32>(value), 0u, value == 0.0);
  return bits ^ select(0x80000000u, 0xffffffffu, (bits & 0x80000000u) != 0u);
}

fn weight(value: f32, greatest: f32) -> f32 {
  let exponent = (value - greatest) / dims.temperature;
  return select(exp(max(exponent, -87.0)), 0.0, exponent < -87.0);
}

// A lane's part of a row: columns [begin, end).
struct Piece {
  begin: u32,
  end: u32,
}

fn greatest_of(piece: Piece, lane: u32, own: f32) -> f32 {
  var greatest = own;
  for (var i = piece.begin; i < piece.end; i++) {
    greatest = max(greatest, x[i]);
  }
  lanes[lane] = greatest;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < WORKGROUP; other++) {
      greatest = max(greatest, lanes[other]);
    }
    shared_number = greatest;
  }
  return workgroupUniformLoad(&shared_number);
}

// Weights of the columns whose keys are at least this, in sum; each lane's part stays in `lanes`.
fn mass_of(piece: Piece, lane: u32, least: u32, greatest: f32) -> f32 {
  var own = 0.0;
  for (var i = piece.begin; i < piece.end; i++) {
    let value = x[i];
    if (key(value) >= least) {
      own += weight(value, greatest);
    }
  }
  lanes[lane] = own;
  workgroupBarrier();
  if (lane == 0u) {
    var sum = 0.0;
    for (var other = 0u; other < WORKGROUP; other++) {
      sum += lanes[other];
    }
    shared_number = sum;
  }
  return workgroupUniformLoad(&shared_number);
}

// The largest key at which the columns with that key or a larger one are enough, in number or (by_mass) in weight;
// columns below `least` do not count. A radix select: four bits at a time, from the highest.
fn select_key(piece: Piece, lane: u32, enough: f32, by_mass: bool, least: u32, greatest: f32) -> u32 {
  var prefix = 0u;
  var above = 0.0;
  for (var step = 0u; step < 8u; step++) {
    let shift = 28u - 4u * step;
    for (var digit = 0u; digit < 16u; digit++) {
      bins[lane][digit] = 0.0;
    }
    for (var i = piece.begin; i < piece.end; i++) {
      let value = x[i];
      let own = key(value);
      if (own >= least && ((own ^ prefix) >> shift) < 16u) {
        var amount = 1.0;
        if (by_mass) {
          amount = weight(value, greatest);
        }
        bins[lane][(own >> shift) & 15u] += amount;
      }
    }
    workgroupBarrier();
    if (lane < 16u) {
      var sum = 0.0;
      for (var other = 0u; other < WORKGROUP; other++) {
        sum += bins[other][lane];
      }
      lanes[lane] = sum;
    }
    workgroupBarrier();
    if (lane == 0u) {
      // Where rounding keeps the sum from being enough, the lowest digit keeps everything.
      var digit = 15u;
      while (digit > 0u && !(lanes[digit] > 0.0 && above + lanes[digit] >= enough)) {
        above += lanes[digit];
        digit--;
      }
      shared_digit = digit;
    }
    prefix |= workgroupUniformLoad(&shared_digit) << shift;
  }
  return prefix;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let m = linear_index(group, groups, 1u);
  if (m >= dims.M) {
    return;
  }
  let row = m * dims.V;
  let length = (dims.V + WORKGROUP - 1u) / WORKGROUP;
  let piece = Piece(row + min(lane * length, dims.V), row + min((lane + 1u) * length, dims.V));
  let greatest = greatest_of(piece, lane, x[row]);
  var least = 0u;
  if (dims.top_k > 0u && dims.top_k < dims.V) {
    least = select_key(piece, lane, f32(dims.top_k), false, 0u, greatest);
  }
  if (dims.top_p < 1.0) {
    let enough = dims.top_p * mass_of(piece, lane, least, greatest);
    least = max(least, select_key(piece, lane, enough, true, least, greatest));
  }
  let mass = mass_of(piece, lane, least, greatest);
  if (lane != 0u) {
    return;
  }
  let bound = counter_uniform(dims.seed, DECODING, dims.step, dims.row + m) * mass;
  // The piece in which the sum gets over the bound, or by rounding the last that has any mass.
  var before = 0.0;
  var chosen = 0u;
  var sum = 0.0;
  for (var other = 0u; other < WORKGROUP && sum <= bound; other++) {
    if (lanes[other] > 0.0) {
      chosen = other;
      before = sum;
    }
    sum += lanes[other];
  }
  var word = 0u;
  sum = before;
  for (var v = chosen * length; v < min((chosen + 1u) * length, dims.V) && sum <= bound; v++) {
    let value = x[row + v];
    let own = select(0.0, weight(value, greatest), key(value) >= least);
    if (own > 0.0) {
      word = v;
    }
    sum += own;
  }
  words[dims.out + m] = word;
  log_probs[dims.out + m] = x[row + word] - total[m];
}

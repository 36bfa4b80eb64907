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
var<workgroup> shared_result: f32;

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

// Sum of one number of every lane, the same for all.
fn sum_of_lanes(lane: u32, own: f32) -> f32 {
  lanes[lane] = own;
  workgroupBarrier();
  if (lane == 0u) {
    var sum = 0.0;
    for (var other = 0u; other < WORKGROUP; other++) {
      sum += lanes[other];
    }
    shared_result = sum;
  }
  return workgroupUniformLoad(&shared_result);
}

// Columns [begin, end) of a row.
struct Piece {
  begin: u32,
  end: u32,
}

// How many columns have at least this key.
fn count(piece: Piece, lane: u32, least: u32) -> f32 {
  var own = 0.0;
  for (var i = piece.begin; i < piece.end; i++) {
    own += select(0.0, 1.0, key(x[i]) >= least);
  }
  return sum_of_lanes(lane, own);
}

fn own_mass(piece: Piece, least: u32, greatest: f32) -> f32 {
  var own = 0.0;
  for (var i = piece.begin; i < piece.end; i++) {
    own += select(0.0, weight(x[i], greatest), key(x[i]) >= least);
  }
  return own;
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
  var greatest = x[row + min(lane, dims.V - 1u)];
  for (var i = piece.begin; i < piece.end; i++) {
    greatest = max(greatest, x[i]);
  }
  lanes[lane] = greatest;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < WORKGROUP; other++) {
      greatest = max(greatest, lanes[other]);
    }
    shared_result = greatest;
  }
  greatest = workgroupUniformLoad(&shared_result);

  // The greatest key that enough columns reach, bit by bit.
  var least = 0u;
  if (dims.top_k > 0u && dims.top_k < dims.V) {
    for (var bit = 0x80000000u; bit > 0u; bit >>= 1u) {
      if (count(piece, lane, least | bit) >= f32(dims.top_k)) {
        least |= bit;
      }
    }
  }
  if (dims.top_p < 1.0) {
    let enough = dims.top_p * sum_of_lanes(lane, own_mass(piece, least, greatest));
    var with_mass = 0u;
    for (var bit = 0x80000000u; bit > 0u; bit >>= 1u) {
      if (sum_of_lanes(lane, own_mass(piece, max(least, with_mass | bit), greatest)) >= enough) {
        with_mass |= bit;
      }
    }
    least = max(least, with_mass);
  }

  let mass = sum_of_lanes(lane, own_mass(piece, least, greatest));
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

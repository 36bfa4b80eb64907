// Place of a thread, or of a workgroup (width 1), in one long row of `width` threads a workgroup. At most 65,535
// workgroups fit into x, so the host spills the rest of the row into y.

fn linear_index(id: vec3u, groups: vec3u, width: u32) -> u32 {
  return id.y * groups.x * width + id.x;
}

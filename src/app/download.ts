/** Hands a person a file, as browsers do with a link that is to be saved. */
export function download(name: string, content: string | ArrayBuffer): void {
  const address = URL.createObjectURL(new Blob([content]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers begin to read only after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

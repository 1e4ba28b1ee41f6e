/** Hand a file to the user, through the browser's downloads. */
export function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun by the next task, and then holds the file itself.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

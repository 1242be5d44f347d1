/** `cp -al` in Node: folders are made, files hard-linked (copied where that is impossible), symbolic links kept. */
export function linkTree(from: string, to: string): void

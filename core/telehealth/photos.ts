/** Photos by what they are, not by what somebody says. */

type PhotoType = 'image/jpeg' | 'image/png'

const beginnings: readonly (readonly [PhotoType, readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
]

/** What a picture is by its first bytes; undefined for what is none. */
export const typeOfPhoto = (bytes: Uint8Array): PhotoType | undefined =>
  beginnings.find(([, beginning]) => beginning.every((byte, place) => bytes[place] === byte))?.[0]

/** A file name that says nothing of anybody. */
export const nameOfPhoto = (place: number, type: PhotoType): string =>
  `photo-${place + 1}.${type === 'image/png' ? 'png' : 'jpg'}`

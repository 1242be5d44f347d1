import type { DistrustReason } from '../../core/devices/model.js'

/** What the relay gave is not what the tenant's devices signed, in the order in which they did. Nothing of it was taken over. */
export class Distrust extends Error {
  override readonly name = 'Distrust'

  /**
   * @param about what was found, for the quarantine: the device, what was said, and the refused bytes.
   */
  constructor(
    readonly reason: DistrustReason,
    readonly about: { device?: string | undefined; detail?: string; bytes?: Uint8Array } = {},
  ) {
    super(distrustSentences[reason])
  }
}

const kept = 'Nothing of it was taken over, and your own changes are kept here.'

/** Each in words for the person who looks at the sync page. */
export const distrustSentences: Readonly<Record<DistrustReason, string>> = {
  GAP: `The relay left out changes of a device. ${kept} Sync goes on when it gives them.`,
  REORDERED: `The relay gave changes out of order. ${kept} Tell whoever runs the relay.`,
  REPLAYED: `The relay gave old changes again as new ones. ${kept} Tell whoever runs the relay.`,
  FORKED: `A device’s log exists in two versions. ${kept} Tell your administrator: a device was copied, or the relay lies.`,
  ROLLED_BACK: `The relay stands before what it had already confirmed. ${kept} Tell whoever runs the relay.`,
  DROPPED: `The relay holds back changes that another device has seen. ${kept} Tell whoever runs the relay.`,
  ANOTHER_TENANT: `The relay gave changes of another clinic. ${kept} Tell whoever runs the relay.`,
  UNKNOWN_DEVICE: `The relay gave changes of a device that nobody let in. ${kept} Tell your administrator.`,
  DEVICE_REVOKED: `The relay gave changes of a device that was removed. ${kept}`,
  BAD_SIGNATURE: `Changes are not signed by the device that they name. ${kept} Tell whoever runs the relay.`,
  BAD_CERTIFICATE: `The relay names a device that no administrator let in. ${kept} Tell your administrator.`,
  BAD_SNAPSHOT: `The relay’s copy of the records for new devices is not what a device made. ${kept}`,
  UNKNOWN_EPOCH: `Changes are sealed under a key that this device was not given. ${kept} Tell your administrator.`,
  MALFORMED: `The relay gave something that cannot be read. ${kept} Tell whoever runs the relay.`,
  UNREADABLE: `A change of a device cannot be read here. ${kept} Update MediChain on this workstation, then sync again.`,
  IMPOSTOR: `Somebody else answers at the relay’s address. ${kept} Check the address with whoever runs the relay.`,
}

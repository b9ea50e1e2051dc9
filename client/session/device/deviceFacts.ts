/** What a sign-in tells of the device. */
export interface DeviceFacts {
  name?: string
  platform?: string
  model?: string
  /** Width and height, such as `1920x1080`. */
  screen?: string
  timeZone?: string
  languages?: string[]
  touchPoints?: number
}

/** A device as told by its hardware and software. Only this leaves the device, never what it was made of. */
export interface Fingerprint {
  /** How it was made. Different versions cannot be compared. */
  version: string
  hash: string
}

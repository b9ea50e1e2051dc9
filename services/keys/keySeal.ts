import { createCipheriv, createDecipheriv } from 'node:crypto'

const nonceLength = 12
const tagLength = 16

/** AES-256-GCM under a key derived from the master key. `name` binds the sealed bytes to what they are for. */
export const sealKey = (wrapping: Buffer, name: string, material: Buffer, nonce: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce).setAAD(Buffer.from(name))
  return Buffer.concat([nonce, cipher.update(material), cipher.final(), cipher.getAuthTag()])
}

/** @throws Error when the master key is not the one the bytes were sealed under. */
export const openKey = (wrapping: Buffer, name: string, sealed: Buffer): Buffer => {
  const nonce = sealed.subarray(0, nonceLength)
  const decipher = createDecipheriv('aes-256-gcm', wrapping, nonce).setAAD(Buffer.from(name))
  decipher.setAuthTag(sealed.subarray(-tagLength))
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()])
}

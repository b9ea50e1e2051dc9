import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A certificate for `name` alone that nobody but itself has signed, made with openssl. */
export const selfSigned = async (folder: string, name: string): Promise<{ cert: string; key: string }> => {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  await promisify(execFile)('openssl', ['req', ...kind, ...subject, '-keyout', files.key, '-out', files.cert])
  return files
}

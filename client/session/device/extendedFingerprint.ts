import type { Fingerprint } from './deviceFacts.ts'

/** What of a browser is read, as far as it has it. */
export interface Readable {
  document?: { createElement(name: 'canvas'): Canvas }
  OfflineAudioContext?: new (channels: number, length: number, rate: number) => AudioGraph
  navigator?: { hardwareConcurrency?: number; deviceMemory?: number; maxTouchPoints?: number; platform?: string }
  screen?: { width: number; height: number; colorDepth: number }
  devicePixelRatio?: number
  /** Absent on pages without TLS. */
  crypto?: { subtle?: { digest(name: 'SHA-256', data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> } }
}

interface Canvas {
  width: number
  height: number
  getContext(kind: '2d'): Pen | null
  toDataURL(): string
}
interface Pen {
  font: string
  fillStyle: string
  textBaseline: string
  globalCompositeOperation: string
  fillRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  beginPath(): void
  arc(x: number, y: number, radius: number, from: number, to: number): void
  fill(): void
}
interface AudioNodeLike {
  connect(to: unknown): unknown
}
interface AudioGraph {
  readonly destination: unknown
  createOscillator(): AudioNodeLike & { type: string; frequency: { value: number }; start(at: number): void }
  createDynamicsCompressor(): AudioNodeLike
  startRendering(): Promise<{ getChannelData(channel: number): Float32Array }>
}

/** Part of what is compared: another way to make it needs another version. */
const version = '1'
const rate = 44_100
/** The end of the sound, where rounding differs from machine to machine. */
const heard = { from: 4_500, to: 5_000 }

/** How the machine draws a text and two mixed circles: fonts, graphics card and driver show in the last bits. */
const drawn = ({ document }: Readable): string => {
  const canvas = document?.createElement('canvas')
  const pen = canvas?.getContext('2d')
  if (!canvas || !pen) return ''
  Object.assign(canvas, { width: 240, height: 60 })
  pen.textBaseline = 'alphabetic'
  pen.fillStyle = '#f60'
  pen.fillRect(100, 1, 62, 20)
  pen.fillStyle = '#069'
  pen.font = '16px sans-serif'
  pen.fillText('Rollcall \u{1F511} gjpqy', 2, 20)
  pen.globalCompositeOperation = 'multiply'
  for (const [at, colour] of ['#f2f', '#2ff'].entries()) {
    pen.fillStyle = colour
    pen.beginPath()
    pen.arc(60 + 30 * at, 40, 18, 0, 2 * Math.PI)
    pen.fill()
  }
  return canvas.toDataURL()
}

/** How the machine calculates a sound that nobody hears. */
const sounded = async ({ OfflineAudioContext: Audio }: Readable): Promise<string> => {
  if (Audio === undefined) return ''
  const graph = new Audio(1, heard.to, rate)
  const oscillator = graph.createOscillator()
  oscillator.type = 'triangle'
  oscillator.frequency.value = 10_000
  const compressor = graph.createDynamicsCompressor()
  oscillator.connect(compressor)
  compressor.connect(graph.destination)
  oscillator.start(0)
  const samples = (await graph.startRendering()).getChannelData(0)
  return samples
    .slice(heard.from, heard.to)
    .reduce((sum, sample) => sum + Math.abs(sample), 0)
    .toString()
}

/** The machine's own numbers: none that the size of a window or the person's settings change. */
const hardware = ({ navigator = {}, screen, devicePixelRatio }: Readable): unknown[] => {
  const { hardwareConcurrency, deviceMemory, maxTouchPoints, platform } = navigator
  const size = screen === undefined ? [] : [screen.width, screen.height].sort((one, other) => one - other)
  return [hardwareConcurrency, deviceMemory, maxTouchPoints, platform, size, screen?.colorDepth, devicePixelRatio]
}

/**
 * Tells a device by how it draws, how it calculates sound, and its hardware, also when its id was deleted or copied. It is personal data
 * that people cannot see or change: use it only where you may, and say so. The hash alone leaves the device. Null: it cannot be made here.
 */
export const extendedFingerprint = async (from: Readable = globalThis): Promise<Fingerprint | null> => {
  const subtle = from.crypto?.subtle
  if (subtle === undefined || from.document === undefined) return null
  const sound = await sounded(from).catch(() => '')
  const components = JSON.stringify([drawn(from), sound, hardware(from)])
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(components))
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { version, hash }
}

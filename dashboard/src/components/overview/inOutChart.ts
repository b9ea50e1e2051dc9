import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js'
import { count } from '../../composables/numbers.ts'
import { clockMinutes } from '../../composables/times.ts'
import { minuteMs } from '../../stores/pulseFolds.ts'
import { faded, type ChartColors } from './chartColors.ts'
import { endLabels, fontFamily, zeroGap, type Point } from './chartPlugins.ts'
import { rangesOf } from './chartRanges.ts'
import type { HourMinute } from './hour.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, LineController, LineElement, PointElement)

export interface Shown {
  hour: readonly HourMinute[]
  colors: ChartColors
  timeZone: string
}

type InOutDataset = ChartDataset<'bar' | 'line', Point[]>
type InOut = Chart<'bar' | 'line', Point[], string>
export type InOutConfiguration = ChartConfiguration<'bar' | 'line', Point[], string>

const capPx = 1.6

/** Bars stand on zero: in above it, endings below, one on the other. A cap marks their far end. */
const bar = (
  { hour }: Shown,
  read: (minute: HourMinute) => number,
  { color, body = faded(color), down }: { color: string; body?: string; down: boolean },
): InOutDataset => ({
  type: 'bar',
  stack: 'minute',
  data: hour.map((minute, x) => ({ x, y: read(minute) === 0 ? null : read(minute) * (down ? -1 : 1) })),
  backgroundColor: body,
  hoverBackgroundColor: body,
  borderColor: color,
  hoverBorderColor: color,
  borderSkipped: false,
  borderWidth: down ? { bottom: capPx } : { top: capPx },
  barPercentage: 0.92,
  categoryPercentage: 1,
})

const openLine = ({ hour, colors }: Shown): InOutDataset => ({
  type: 'line',
  yAxisID: 'open',
  data: hour.map(({ open }, x) => ({ x, y: open })),
  borderColor: colors.open,
  borderWidth: 1.6,
  pointRadius: 0,
  pointHitRadius: 0,
})

const datasetsOf = (shown: Shown): InOutDataset[] => {
  const { colors } = shown
  return [
    openLine(shown),
    bar(shown, (minute) => minute.in, { color: colors.in, down: false }),
    bar(shown, (minute) => minute.loggedOut, { color: colors.loggedOut, down: true }),
    bar(shown, (minute) => minute.expired, { color: colors.expired, down: true }),
    // Revocations have the full colour, because people decided them.
    bar(shown, (minute) => minute.revoked, { color: colors.revoked, body: colors.revoked, down: true }),
  ]
}

const labelsOf = ({ hour, timeZone }: Shown): string[] => hour.map(({ at }) => clockMinutes(at, timeZone))

/** A label every ten minutes. */
const roundMinute = ({ hour, timeZone }: Shown, index: number): string => {
  const at = hour[index]?.at ?? 0
  return (at / minuteMs) % 10 === 0 ? clockMinutes(at, timeZone) : ''
}

const scalesOf = (shown: Shown) => {
  const { colors, hour } = shown
  const { bars, ticks: steps, open } = rangesOf(hour)
  const ticks = { color: colors.text, font: { family: fontFamily, size: 11 } }
  return {
    x: {
      type: 'category' as const,
      stacked: true,
      grid: { display: false },
      border: { display: false },
      ticks: {
        ...ticks,
        autoSkip: false,
        maxRotation: 0,
        callback: (_value: number | string, index: number) => roundMinute(shown, index),
      },
    },
    y: {
      stacked: true,
      ...bars,
      border: { display: false },
      grid: { color: colors.grid, drawTicks: false },
      afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
        axis.ticks = steps.map((value) => ({ value }))
      },
      ticks: { ...ticks, padding: 6, callback: (value: number | string) => count(Math.abs(Number(value))) },
    },
    open: { ...open, display: false },
  }
}

export const inOutConfiguration = (shown: Shown, onPoint: (index: number | null) => void): InOutConfiguration => ({
  type: 'bar',
  data: { labels: labelsOf(shown), datasets: datasetsOf(shown) },
  options: {
    color: shown.colors.surface,
    animation: false,
    parsing: false,
    normalized: true,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { right: 44, top: 8 } },
    interaction: { mode: 'index', intersect: false, axis: 'x' },
    scales: scalesOf(shown),
    onHover: (_event, elements) => onPoint(elements[0]?.index ?? null),
  },
  plugins: [zeroGap, endLabels],
})

export const openInOutChart = (canvas: HTMLCanvasElement, configuration: InOutConfiguration): InOut =>
  new Chart(canvas, configuration)

/** Updates a drawn chart, without animation. */
export const updateInOutChart = (chart: InOut, shown: Shown): void => {
  chart.data.labels = labelsOf(shown)
  for (const [index, next] of datasetsOf(shown).entries()) {
    const present = chart.data.datasets[index]
    if (present !== undefined) Object.assign(present, next)
  }
  chart.options.scales = scalesOf(shown)
  chart.options.color = shown.colors.surface
  chart.update('none')
}

import type { Chart } from 'chart.js'
import { count } from '../../composables/numbers.ts'

export const fontFamily = "'Inter Variable', system-ui, sans-serif"

export interface Point {
  x: number
  y: number | null
}

/** A gap between what came in and what ended. */
export const zeroGap = {
  id: 'zeroGap',
  afterDatasetsDraw(chart: Chart) {
    const { ctx, chartArea, scales } = chart
    const zero = scales['y']?.getPixelForValue(0) ?? 0
    ctx.save()
    ctx.fillStyle = String(chart.options.color)
    ctx.fillRect(chartArea.left, zero - 1, chartArea.right - chartArea.left, 2)
    ctx.restore()
  },
}

/** The line is labelled at its ends instead of by an axis. */
export const endLabels = {
  id: 'endLabels',
  afterDatasetsDraw(chart: Chart) {
    const points = chart.getDatasetMeta(0).data
    const values = chart.data.datasets[0]?.data as Point[] | undefined
    const last = points.at(-1)
    const value = values?.at(-1)?.y
    if (last === undefined || value === null || value === undefined) return
    const { ctx } = chart
    ctx.save()
    ctx.font = `600 11px ${fontFamily}`
    ctx.fillStyle = String(chart.data.datasets[0]?.borderColor ?? '')
    ctx.textBaseline = 'middle'
    ctx.fillText(count(value), last.x + 8, last.y)
    ctx.restore()
  },
}

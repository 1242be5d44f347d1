import { z } from 'zod'
import type { Hex } from '../../core/ports/chain.js'

/** What a node answers to the requests that we send, checked: a consortium's node is someone else's program. */
const hexSchema = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-fA-F]*$/.test(value))
const quantitySchema = hexSchema.transform((value) => Number(value))

const logSchema = z.object({
  address: hexSchema,
  topics: z.array(hexSchema),
  data: hexSchema,
  blockNumber: quantitySchema,
  blockHash: hexSchema,
  transactionHash: hexSchema,
})
export type ChainLog = z.infer<typeof logSchema>

const receiptSchema = z
  .object({ status: quantitySchema, blockNumber: quantitySchema, blockHash: hexSchema, logs: z.array(logSchema) })
  .nullable()
export type TransactionReceipt = NonNullable<z.infer<typeof receiptSchema>>

const blockSchema = z
  .object({
    hash: hexSchema,
    number: quantitySchema,
    gasLimit: quantitySchema,
    baseFeePerGas: hexSchema.optional(),
  })
  .nullable()

export const answers = {
  hex: hexSchema,
  quantity: quantitySchema,
  logs: z.array(logSchema),
  receipt: receiptSchema,
  block: blockSchema,
}

export const toQuantity = (value: number): Hex => `0x${value.toString(16)}`

import { Skeleton, Stack } from '@mantine/core'

/** The shape of what comes: a title and some lines. */
export function LoadingShape({ lines = 6 }: { lines?: number }) {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading">
      <Skeleton height={22} width="35%" />
      {Array.from({ length: lines }, (_, index) => index).map((index) => (
        <Skeleton key={index} height={14} width={`${90 - ((index * 17) % 40)}%`} />
      ))}
    </Stack>
  )
}

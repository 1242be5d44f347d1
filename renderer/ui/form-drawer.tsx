import { Drawer, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface FormDrawerProps {
  isOpen: boolean
  onClose: () => void
  title: string
  children: ReactNode
  size?: number | string
}

/**
 * Quick creation beside the page. Escape and the close button leave; a form inside with a `draftKey` keeps what was typed, so
 * nothing is lost. The content is made anew at each opening.
 */
export function FormDrawer({ isOpen, onClose, title, children, size = 480 }: FormDrawerProps) {
  return (
    <Drawer opened={isOpen} onClose={onClose} title={<Text fw={600}>{title}</Text>} size={size} keepMounted={false}>
      {children}
    </Drawer>
  )
}

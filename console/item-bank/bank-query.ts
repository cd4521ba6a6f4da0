import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Bank, Item, Page, Tag, TagOrder, TagType } from '../lib/api-types.ts'
import { bodyQuery, thingQuery } from '../lib/queries.ts'

type Id = number | string

/** A bank's paths in the console and in the API. */
export function pathsOf(bank: Id) {
  return { page: `/item-bank/${bank}`, api: `/banks/${bank}` }
}

/** The bank in the address. */
export function useBankId(): string {
  return useParams({ from: '/item-bank/$bank' }).bank
}

export function bankQuery(bank: Id) {
  return thingQuery<Bank>(pathsOf(bank).api)
}

export function tagQuery(bank: Id, id: Id) {
  return thingQuery<Tag>(`${pathsOf(bank).api}/tags/${id}`)
}

export function itemQuery(bank: Id, id: Id) {
  return thingQuery<Item>(`${pathsOf(bank).api}/items/${id}`)
}

export function typeQuery(bank: Id, id: Id) {
  return thingQuery<TagType>(`${pathsOf(bank).api}/tag-types/${id}`)
}

/** The tags of a type in their order; refused where they are too many. */
export function orderQuery(bank: Id, type: Id) {
  return thingQuery<TagOrder>(`${pathsOf(bank).api}/tag-types/${type}/order`)
}

const MOST_TYPES = 500

export function typesQuery(bank: Id) {
  return bodyQuery<Page<TagType>>(`${pathsOf(bank).api}/tag-types`, { limit: MOST_TYPES })
}

/** The types of the bank as the values of a filter, in the order of their names. */
export function useTypeOptions(bank: Id): readonly { readonly value: string; readonly label: string }[] {
  const { data } = useQuery(typesQuery(bank))
  return useMemo(
    () =>
      (data?.items ?? [])
        .map(({ id, name }) => ({ value: String(id), label: name }))
        .toSorted((a, b) => a.label.localeCompare(b.label)),
    [data],
  )
}

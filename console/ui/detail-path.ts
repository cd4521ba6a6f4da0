/** The address of a thing below its list: `/people/12`, `/people/new`. */
export function detailPath(list: string, id: number | 'new'): string {
  return `${list}/${id}`
}

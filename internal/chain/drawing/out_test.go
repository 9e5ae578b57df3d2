package drawing
import ("testing";"os";"time";"encoding/json";"lianzhang/internal/chain/graph";"path/filepath";"strings";"hash/fnv")
func TestOut(t *testing.T){
 ms := map[string]*Map{"storage":storage(),"r40":random(40,60,1,0.3),"r100":random(100,160,2,.2),"r300":random(300,600,3,0),"r300p":random(300,400,3,.4),"r10000":random(10000,20000,4,.3)}
 fs,_ := filepath.Glob("../template/*.json")
 for _,f := range fs { b,_ := os.ReadFile(f); var d graph.Doc; if json.Unmarshal(b,&d)!=nil {continue}
  m := &Map{Title:d.Name}
  for _,n := range d.Nodes { h:=fnv.New32(); h.Write([]byte(n.Key)); v:=h.Sum32(); nn:=Node{ID:n.Key,Name:n.Name,Stream:n.Stream,Parent:n.Parent,Level:Level(v%6),Line:"4家　12.4亿元"}; if v%7==0 {nn.Gap=Gaps()[v%4];nn.Rank=int64(v%30)}; m.Nodes=append(m.Nodes,nn)}
  for _,e := range d.Edges { m.Links=append(m.Links,Link{From:e.From,To:e.To,Supply:[]Supply{"",Local,Outside}[len(e.From+e.To)%3]})}
  ms["t-"+strings.TrimSuffix(filepath.Base(f),".json")]=m }
 for name,m := range ms {
  t0:=time.Now(); p:=Layout(m); d:=time.Since(t0)
  t.Log(name,p.Width,p.Height,p.Naive,p.Crossings,d,len(p.Boxes),len(p.Curves),p.Notes)
  os.WriteFile("/tmp/lz/B/"+name+".svg",[]byte(p.File(ByStrength)),0o644)
 }
}

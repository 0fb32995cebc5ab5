// Makes as many orders as the argument says, of three objects each; ends when its input does.
class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
    this.name = null;
  }
}

class Order {
  constructor(i) {
    this.id = i;
    this.at = new Point(i, i + 0.5);
    this.tags = [i, i + 1];
  }
}

const orders = [];
for (let i = 0; i < Number(process.argv[2]); i++) {
  orders.push(new Order(i));
}
console.log("ready");
process.stdin.on("end", () => process.exit(orders.length > 0 ? 0 : 1)).resume();
